// Lets a learning platform keep a word for us, or asks it for the word (LTI Client Side postMessages, Platform Storage).
// The platform's storage lives in a frame beside or around us. It is spoken to, and believed, only at its own site.
const PATIENCE = 3000; // milliseconds

function frameOf(name) {
  const around = window.parent === window ? window.opener : window.parent;
  if (!around || !name || name === "_parent") return around;
  try {
    return around.frames[name] || around;
  } catch {
    return around;
  }
}

function say(box, subject, more) {
  const { frame, origin, key } = box.dataset;
  const to = frameOf(frame);
  return new Promise((done) => {
    if (!to || !origin) return done(null);
    const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const timer = setTimeout(() => done(null), PATIENCE);
    window.addEventListener("message", ({ data, origin: from }) => {
      if (from !== origin || !data || data.message_id !== id || data.subject !== `${subject}.response`) return;
      clearTimeout(timer);
      done(data.error ? null : data);
    });
    to.postMessage({ subject, message_id: id, key, ...more }, origin);
  });
}

const keep = document.getElementById("lti-keep");
if (keep) {
  await say(keep, "lti.put_data", { value: keep.dataset.value });
  location.replace(keep.dataset.onward);
}

const ask = document.getElementById("lti-ask");
if (ask) {
  const told = await say(ask, "lti.get_data", {});
  ask.elements.stored.value = (told && told.value) || "";
  ask.submit();
}
