// The terminal measures its letters once, when it starts: they have to be here by then.
const start = window.onload;
window.onload = async (event) => {
  const styles = ["16px", "bold 16px", "italic 16px", "italic bold 16px"];
  await Promise.all(styles.map((style) => document.fonts.load(`${style} "Roboto Mono"`)));
  document.querySelector(".closed button").onclick = () => window.location.reload();
  new MutationObserver(focusOnceConnected).observe(document.body, { attributeFilter: ["class"] });
  start(event);
};

// Keys go to the desk without a click first; before the connection stands, the terminal trips over its focus.
function focusOnceConnected(_, observer) {
  if (document.body.classList.contains("-loaded")) {
    observer.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }
}
