// Pushes to this browser, when a song is done: asked for by a button in the settings, and sent to the worker.
const key = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

export async function init(root) {
  const form = root.querySelector("[data-push]");
  if (!form || !navigator.serviceWorker || !globalThis.PushManager) return;
  const { pushManager } = await navigator.serviceWorker.ready;
  form.hidden = false;
  show(form, await pushManager.getSubscription());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(form, pushManager, event.submitter.hasAttribute("data-push-on"));
  });
}

function show(form, subscription) {
  form.querySelector("[data-push-on]").hidden = Boolean(subscription);
  form.querySelector("[data-push-off]").hidden = !subscription;
}

async function change(form, pushManager, isWanted) {
  const status = form.querySelector("[role=status]");
  status.textContent = "";
  try {
    const known = await pushManager.getSubscription();
    if (!isWanted && known) await tell(form, known, { forget: "1" }), await known.unsubscribe();
    if (isWanted) {
      const applicationServerKey = key(form.dataset.push);
      await tell(form, known ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })));
    }
  } catch {
    status.textContent = status.dataset.denied;
  }
  show(form, await pushManager.getSubscription());
}

async function tell(form, subscription, more = {}) {
  const { endpoint, keys } = subscription.toJSON();
  const body = new FormData(form);
  for (const [name, value] of Object.entries({ endpoint, ...keys, ...more })) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.status);
}
