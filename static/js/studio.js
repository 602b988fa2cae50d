// Where the page's scripts begin. Every module's init(root) runs at load, and again for each piece htmx puts in.
import * as create from "./create.js";
import * as extend from "./extend.js";
import * as fields from "./fields.js";
import * as jobs from "./jobs.js";

const modules = [create, extend, fields, jobs];
const init = (root) => modules.forEach((module) => module.init(root));

document.addEventListener("htmx:load", (event) => init(event.target));
