// In the administration: a link that is there to be copied is selected whole.

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("input[readonly]")) target.select();
});
