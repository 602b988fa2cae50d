// Fetches what only lists of songs and a song's page need, when one of them is shown first.
let many = null;

export async function look() {
  if (!many && !document.querySelector("#rows, #many, [data-song-page]")) return;
  if (!many) {
    many = import("./many.js");
    (await many).start();
  }
  (await many).look();
}
