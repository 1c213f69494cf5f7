// Asks "Are you still there?" some minutes before the session ends, and keeps it. What is on the page stays there.
const box = document.getElementById("staying");
const { idle, warn } = box.dataset;
const [soon, over] = box.querySelectorAll("[data-part]");
let here = Date.now();

// Another window of the same person keeps the session too.
function seen() {
  try {
    return Math.max(here, Number(localStorage.getItem("seen")) || 0);
  } catch {
    return here;
  }
}

function mark() {
  here = Date.now();
  try {
    localStorage.setItem("seen", here);
  } catch {
    // private windows may refuse
  }
}

function look() {
  const seconds = (Date.now() - seen()) / 1000;
  soon.hidden = seconds >= idle;
  over.hidden = !soon.hidden;
  if (seconds >= idle - warn && !box.open && !box.dataset.told) box.showModal();
  if (seconds < idle - warn) {
    delete box.dataset.told;
    if (box.open) box.close();
  }
}

async function stay() {
  const answer = await fetch(box.dataset.stay, { method: "POST", body: new FormData(soon), redirect: "manual" });
  if (answer.status === 204) mark();
  else here = -idle * 1000;
  look();
}

soon.addEventListener("submit", (event) => {
  event.preventDefault();
  stay().catch(() => {});
});
over.querySelector("button").addEventListener("click", () => {
  box.dataset.told = "yes";
  box.close();
});
mark();
setInterval(look, Math.min(10000, warn * 200));
