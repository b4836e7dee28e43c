"""The dialogs: what is asked before something happens."""
