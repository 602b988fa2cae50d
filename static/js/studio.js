// Where the page's scripts begin. start() runs once; init(root) for the whole page, and for each piece htmx puts in;
// look() for the page as it is then, once for all pieces of an answer.
import * as boost from "./boost.js";
import * as changes from "./changes.js";
import * as characters from "./characters.js";
import * as copy from "./copy.js";
import * as create from "./create.js";
import * as device from "./device.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as focus from "./focus.js";
import * as frame from "./frame.js";
import * as further from "./further.js";
import * as jobs from "./jobs.js";
import * as keys from "./keys.js";
import * as later from "./later.js";
import * as library from "./library.js";
import * as listening from "./listening.js";
import * as lists from "./lists.js";
import * as memory from "./memory.js";
import * as menus from "./menus.js";
import * as moment from "./moment.js";
import * as panel from "./panel.js";
import * as player from "./player.js";
import * as push from "./push.js";
import * as queued from "./queued.js";
import * as session from "./session.js";
import * as shelves from "./shelves.js";
import * as sounding from "./sounding.js";
import * as stage from "./stage.js";
import * as sung from "./sung.js";
import * as theme from "./theme.js";
import * as times from "./times.js";
import * as toasts from "./toasts.js";
import * as unsaved from "./unsaved.js";
import * as uploads from "./uploads.js";
import * as voice from "./voice.js";
import * as waves from "./waves.js";

memory.forgetWhenSignedOut();
for (const module of [stage, queued, session, panel, sounding, player, further, listening, keys, library, lists, menus, moment, sung, theme, times, frame, focus, toasts, drafts, uploads, voice, unsaved, copy, device, characters]) module.start();

const modules = [queued, times, waves, create, fields, boost, drafts, jobs, toasts, menus, library, moment, frame, sung, changes, uploads, voice, device, characters, push, later];
const lookers = [library, frame, stage, shelves];
const init = (root) => modules.forEach((module) => module.init(root));
let isDue = false;

function lookSoon() {
  if (isDue) return;
  isDue = true;
  queueMicrotask(look);
}

function look() {
  isDue = false;
  lookers.forEach((module) => module.look());
}

/** Between two parts of the work, so that a press is heard meanwhile. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

await breath();
init(document.body);
// From now on: a piece that came earlier is in the body, and would be begun twice.
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  init(event.target);
  lookSoon();
});
await breath();
look();
performance.mark("ready");
