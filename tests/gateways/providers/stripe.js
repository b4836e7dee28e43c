// stripe-stateful-mock on loopback alone (its own command listens everywhere); says its port once it listens.
const { createExpressApp } = require("stripe-stateful-mock");
const server = require("http").createServer(createExpressApp());
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
