// JupyterLab hears every key of its notebook: it gives the focus back to its cell, and takes letters for commands. A key pressed in a widget
// is the widget's, but for those with Ctrl or Command, such as saving the notebook.
export function ownKeys(el) {
  el.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
}
