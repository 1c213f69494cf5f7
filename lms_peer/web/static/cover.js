// Draws black boxes on a picture with a finger or a mouse, and writes them into the rows below. Without it, people type.

const LEAST = 0.5; // percent: anything smaller was a tap
const SVG = "http://www.w3.org/2000/svg";

const cover = document.getElementById("cover");
const boxes = cover.querySelector("svg");
const rows = [...document.querySelectorAll(".app-cover__row")];

document.getElementById("cover-drawing").hidden = false;
cover.classList.add("app-cover--drawing");

let from, drawn;

cover.addEventListener("pointerdown", (event) => {
  if (event.button || !rows.some(isEmpty)) return;
  event.preventDefault();
  cover.setPointerCapture(event.pointerId);
  from = place(event);
  drawn = boxes.appendChild(document.createElementNS(SVG, "rect"));
});
cover.addEventListener("pointermove", (event) => {
  if (drawn) put(drawn, between(from, place(event)));
});
cover.addEventListener("pointerup", (event) => {
  if (!drawn) return;
  const box = between(from, place(event));
  drawn = undefined;
  if (box[2] >= LEAST && box[3] >= LEAST) write(rows.find(isEmpty), box);
  show();
});
cover.addEventListener("pointercancel", () => {
  drawn = undefined;
  show();
});

for (const row of rows) {
  row.addEventListener("input", show);
  row.querySelector("button").addEventListener("click", () => {
    write(row, ["", "", "", ""]);
    show();
    row.querySelector("input").focus();
  });
}
show();

function place(event) {
  const edge = cover.getBoundingClientRect();
  const within = (at, length) => Math.min(100, Math.max(0, (at / length) * 100));
  return [within(event.clientX - edge.left, edge.width), within(event.clientY - edge.top, edge.height)];
}

function between(one, other) {
  const [left, top] = [Math.min(one[0], other[0]), Math.min(one[1], other[1])];
  return [left, top, Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])].map((at) => Math.round(at * 10) / 10);
}

function put(rectangle, box) {
  ["x", "y", "width", "height"].forEach((name, at) => rectangle.setAttribute(name, box[at]));
}

function inputs(row) {
  return [...row.querySelectorAll("input")];
}

function isEmpty(row) {
  return inputs(row).every((input) => !input.value.trim());
}

function write(row, box) {
  inputs(row).forEach((input, at) => (input.value = box[at]));
}

function show() {
  boxes.replaceChildren();
  for (const row of rows) {
    const box = inputs(row).map((input) => parseFloat(input.value));
    row.querySelector("button").hidden = isEmpty(row);
    if (box.every((at) => at >= 0)) put(boxes.appendChild(document.createElementNS(SVG, "rect")), box);
  }
}
