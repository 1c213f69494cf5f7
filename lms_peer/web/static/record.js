// Records a voice note on the page of files and puts it among the files to save. Without it, people send a sound file.

const LONGEST = 10 * 60; // seconds
const BITS = 24000; // a second: plain speech, and about 180 KB a minute
const KINDS = [
  ["audio/mp4", "m4a"],
  ["audio/webm", "weba"],
  ["audio/ogg", "ogg"],
];

const box = document.getElementById("recorder");
const says = document.getElementById("recorder-says");
const plays = document.getElementById("recorder-plays");
const records = document.getElementById("recorder-records");
const saves = document.getElementById("recorder-saves");
const save = document.getElementById("save-files");
const files = save.form.querySelector("input[type=file]");
const kind = window.MediaRecorder && KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));

let recorder, ticking, note;

if (kind && navigator.mediaDevices && window.DataTransfer) box.hidden = false;

records.addEventListener("click", () => (recorder?.state === "recording" ? recorder.stop() : start()));
saves.addEventListener("click", () => {
  const chosen = new DataTransfer();
  for (const file of [...files.files, note]) chosen.items.add(file);
  files.files = chosen.files;
  save.form.requestSubmit(save);
});

async function start() {
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    says.textContent = box.dataset.shut;
    return;
  }
  const parts = [];
  recorder = new MediaRecorder(sound, { mimeType: kind[0], audioBitsPerSecond: BITS });
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(ticking);
    for (const track of sound.getTracks()) track.stop();
    done(new Blob(parts, { type: kind[0] }));
  });
  recorder.start(1000);
  records.textContent = box.dataset.stop;
  saves.hidden = plays.hidden = true;
  says.textContent = box.dataset.recording;
  const began = Date.now();
  ticking = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    if (recorder.state === "recording") records.textContent = `${box.dataset.stop} (${clock(seconds)})`;
    if (seconds >= LONGEST) recorder.stop();
  }, 1000);
}

function done(sound) {
  const at = new Date().toTimeString().slice(0, 5).replace(":", ".");
  note = new File([sound], `voice note ${at}.${kind[1]}`, { type: kind[0] });
  if (plays.src) URL.revokeObjectURL(plays.src);
  plays.src = URL.createObjectURL(sound);
  plays.hidden = saves.hidden = false;
  records.textContent = box.dataset.again;
  says.textContent = box.dataset.listen;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
