// Makes the page check while somebody writes. Without this script the button does the same work.
// Nothing is kept: the text lives in the box, and what was dismissed or can be undone lives in this page until it is closed.
"use strict";

const form = document.getElementById("form");
const box = form.elements.text;
const file = form.elements.file;
const title = document.getElementById("title");
const lead = document.getElementById("lead");
const answer = document.getElementById("answer");
const again = document.getElementById("again");
const site = document.title.split(" – ").slice(1).join(" – ");
const PAUSE = 350; // milliseconds without a key before the text is sent

let checked = answer.children.length ? box.defaultValue : null; // the text that the answer is about
let timer = 0;
let running = null;
const undoable = []; // what was put in: where, what stood there, what stands there
let kept = ""; // the text as it was last copied
const left = new Set(); // findings to leave as they are

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function smallButton(words, more, act) {
  const hidden = make("span", { className: "unseen", textContent: ` ${more}` });
  const button = make("button", { type: "button", className: "small-button" }, words, hidden);
  button.addEventListener("click", act);
  return button;
}

// ---- the line between box and answer

const status = make("p", { id: "status" });
status.setAttribute("role", "status");
const next = make("button", { type: "button", className: "second", textContent: "Next finding (F8)" });
const undo = make("button", { type: "button", className: "second", textContent: "Undo" });
const leftShown = make("button", { type: "button", className: "second", textContent: "Show what you left" });
const copyAll = make("button", { type: "button", className: "second", textContent: "Copy the note" });
const tools = make("div", { className: "tools" }, status, next, undo, leftShown, copyAll);
form.after(tools, answer); // the box stays where it is while the answer below it changes
if (again) again.remove();
title.textContent = title.dataset.name; // the line tells the outcome: nothing above the box moves while somebody writes
lead.hidden = false;

function cards() {
  return [...answer.querySelectorAll(".card")].filter((card) => !card.hidden);
}

function markOf(card) {
  return document.getElementById(card.id.replace("card-", "mark-"));
}

function keyOf(card) {
  const { start, end } = card.dataset;
  return checked.slice(Math.max(0, start - 30), Number(end) + 30); // the words and what stands round them
}

function tell(before = "") {
  const found = document.getElementById("found");
  const summary = found ? found.dataset.summary : "";
  const hidden = answer.querySelectorAll(".card[hidden]").length;
  const words = [before, summary && (hidden ? `${summary}; ${hidden} left as it is` : summary)].filter(Boolean).join(". ");
  if (status.textContent !== words) status.textContent = words;
  tools.classList.toggle("idle", !found && !words);
  next.disabled = cards().length === 0;
  copyAll.hidden = !box.value;
  undo.hidden = undoable.length === 0;
  leftShown.hidden = hidden === 0;
  if (!document.querySelector(".wrong")) document.title = `${summary || title.textContent} – ${site}`;
  keepOpen();
}

function keepOpen() {
  // Other pages open beside one that holds a note: going back would find the box empty, as nothing is kept.
  for (const link of document.querySelectorAll(".top a, .foot a:not([href^='mailto:'])")) {
    link.querySelector(".unseen")?.remove();
    link.target = box.value ? "_blank" : "";
    if (box.value) link.append(make("span", { className: "unseen", textContent: " (opens in a new tab)" }));
  }
}

// ---- checking

function tooLong() {
  const most = Number(form.dataset.characters);
  if (box.value.length <= most || [...box.value].length <= most) return false;
  empty();
  refuse(box, `The note is longer than ${most.toLocaleString("en-GB")} characters; check it in parts`);
  return true;
}

function empty() {
  checked = null;
  answer.replaceChildren();
  tell();
}

async function check(before = "") {
  clearTimeout(timer);
  running?.abort();
  if (tooLong()) return false;
  const mine = (running = new AbortController());
  const text = box.value;
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  fields.set("text", text);
  try {
    const response = await fetch(form.dataset.live, { method: "POST", body: fields, signal: mine.signal });
    if (!response.ok) throw new Error(response.status);
    const html = response.status === 204 ? "" : await response.text();
    if (mine.signal.aborted) return false;
    checked = text;
    answer.innerHTML = html;
    furnish();
    tell(before);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") {
      empty();
      tell("The note could not be checked just now. Press the button to try again");
    }
    return false;
  }
}

function mended() {
  // Whoever writes on has seen what was wrong.
  for (const old of document.querySelectorAll(".error, .wrong")) old.remove();
  for (const field of form.querySelectorAll(".bad")) field.classList.remove("bad");
  for (const field of [box, file]) {
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", `${field.id}-hint`);
  }
}

function refuse(field, words) {
  // The same error beside the field as the page of the server has.
  mended();
  const note = make("p", { id: `${field.id}-error`, className: "wrong" }, make("span", { className: "unseen", textContent: "Error: " }), words);
  note.setAttribute("role", "alert");
  field.before(note);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.id}-hint ${note.id}`);
  field.closest(".field").classList.add("bad");
  document.title = `Error: ${title.textContent} – ${site}`;
}

function soon() {
  mended();
  clearTimeout(timer);
  running?.abort();
  timer = setTimeout(check, PAUSE);
}

// ---- what can be done with a finding

function furnish() {
  const heading = document.getElementById("found-title");
  if (heading) {
    heading.textContent = document.getElementById("found").dataset.summary;
    heading.className = "on-paper"; // where the line and its buttons are not
  }
  for (const card of answer.querySelectorAll(".card")) {
    const number = card.querySelector(".number").textContent;
    card.tabIndex = -1;
    card.hidden = left.has(keyOf(card));
    markOf(card).classList.toggle("left", card.hidden);
    for (const offer of card.querySelectorAll("dd")) {
      const words = offer.textContent;
      const row = make("div", { className: "offer-tools" });
      if (offer.dataset.kind === "replace") row.append(smallButton("Put it in", `“${words}” for finding ${number}`, () => putIn(card, words)));
      row.append(smallButton("Copy", `“${words}”`, () => copy(words)));
      offer.replaceChildren(make("span", { className: "words" }, ...offer.childNodes), row);
    }
    const leave = smallButton("Leave it as it is", `, finding ${number}, in this text`, () => dismiss(card));
    leave.classList.add("leave");
    card.querySelector(".back").append(leave);
  }
}

async function putIn(card, words) {
  if (box.value !== checked) return tell("The text has just changed. Try again in a moment");
  const start = Number(card.dataset.start);
  const end = Number(card.dataset.end);
  const at = cards().indexOf(card);
  undoable.push({ start, before: box.value.slice(start, end), after: words });
  box.setRangeText(words, start, end, "end");
  if (await check(`Put in: “${words}”`)) go(Math.max(0, at - 1), 1, at) || status.scrollIntoView({ block: "nearest" });
}

async function takeBack() {
  const last = undoable.pop();
  if (box.value.slice(last.start, last.start + last.after.length) !== last.after) {
    undoable.length = 0;
    return tell("The text has changed since, so this can’t be undone here");
  }
  box.setRangeText(last.before, last.start, last.start + last.after.length, "end");
  await check(`Undone: “${last.before}”`);
  (undo.hidden ? next : undo).focus();
}

function dismiss(card) {
  const at = cards().indexOf(card);
  left.add(keyOf(card));
  card.hidden = true;
  markOf(card).classList.add("left");
  tell("Left as it is, for this text");
  const rest = cards();
  (rest[Math.min(at, rest.length - 1)] || leftShown).focus();
}

function showLeft() {
  left.clear();
  for (const card of answer.querySelectorAll(".card")) {
    card.hidden = false;
    markOf(card).classList.remove("left");
  }
  tell();
  go(0, 0);
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Browsers offer the clipboard only over https and on this machine; this older way works on an intranet too.
    const field = make("textarea", { value: words, className: "unseen" });
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    before?.focus();
  }
  tell("Copied");
}

function go(from, step, exactly) {
  const all = cards();
  if (!all.length) return false;
  const at = exactly ?? from + step;
  const card = all[((at % all.length) + all.length) % all.length];
  card.focus({ preventScroll: true });
  card.scrollIntoView(); // to the top, where the note beside it is whole
  return true;
}

function move(step) {
  const at = cards().indexOf(document.activeElement.closest(".card"));
  go(at < 0 && step < 0 ? 0 : at, step);
}

function point(event) {
  const card = event.target.closest?.(".card");
  for (const mark of answer.querySelectorAll("mark.now")) mark.classList.remove("now");
  if (!card) return;
  const mark = markOf(card);
  const paper = mark.closest(".paper"); // it scrolls by itself where it stands beside the cards
  mark.classList.add("now");
  paper.scrollTop += mark.getBoundingClientRect().top - paper.getBoundingClientRect().top - paper.clientHeight / 3;
}

// ---- files

function take(event) {
  const files = event.dataTransfer.files;
  if (!files.length) return;
  event.preventDefault();
  file.files = files;
  form.requestSubmit(form.elements.read);
}

function tooLarge() {
  const most = Number(form.dataset.bytes);
  if (!file.files.length || file.files[0].size <= most) return false;
  refuse(file, `The file is larger than ${most / 1e6} MB; split it, or paste its words into the box`);
  file.closest("details").open = true;
  file.focus();
  return true;
}

// ---- hands and keys

form.addEventListener("submit", async (event) => {
  if (event.submitter?.name === "read") {
    if (tooLarge()) event.preventDefault();
    return;
  }
  if (!box.value.trim()) return; // the answer of the server says what is missing
  event.preventDefault();
  mended();
  if (await check()) {
    document.getElementById("found").focus({ preventScroll: true });
    tools.scrollIntoView();
  } else if (box.matches("[aria-invalid]")) box.focus();
});
form.addEventListener("input", (event) => event.target !== file && soon());
form.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  form.classList.add("over");
});
for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
form.addEventListener("drop", take);
answer.addEventListener("focusin", point);
next.addEventListener("click", () => move(1));
undo.addEventListener("click", takeBack);
copyAll.addEventListener("click", () => copy((kept = box.value)));
leftShown.addEventListener("click", showLeft);
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || !cards().length) return;
  event.preventDefault();
  move(event.shiftKey ? -1 : 1);
});
addEventListener("beforeunload", (event) => undoable.length && box.value !== kept && event.preventDefault());
addEventListener("pageshow", () => box.value !== (checked ?? "") && box.value && check());

if (checked !== null) furnish();
tell();
document.querySelector(".error")?.focus();
