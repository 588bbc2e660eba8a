// Trying operations from the page. The key stays in the field and goes nowhere but into the call.
"use strict";

const MOST_SHOWN = 200000;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function typed(field) {
  const text = field.value;
  if (field.dataset.type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (field.dataset.type === "array") return text.split(/[\s,]+/).filter(Boolean);
  return text;
}

// What the form says, as a call.
function callOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  const body = {};
  let hasBody = false;
  for (const field of form.querySelectorAll("[data-name]")) {
    const name = field.dataset.name;
    const place = field.dataset.place;
    if (place === "body") hasBody = true;
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(field.value));
    else if (field.value === "") continue;
    else if (place === "query") query.append(name, field.value);
    else if (place === "header") headers[name] = field.value;
    else body[name] = typed(field);
  }
  const key = document.getElementById("key").value.trim();
  if (key) headers["Authorization"] = `Bearer ${key}`;
  if (hasBody) headers["Content-Type"] = "application/json";
  const address = query.size ? `${path}?${query}` : path;
  return { method: form.dataset.method, address, headers, body: hasBody ? JSON.stringify(body) : null };
}

function curlOf(call) {
  const parts = ["curl"];
  if (call.method !== "GET") parts.push("-X", call.method);
  for (const [name, value] of Object.entries(call.headers)) {
    const shown = name === "Authorization" ? "Bearer $MADOGUCHI_KEY" : value;
    parts.push("-H", name === "Authorization" ? `"${name}: ${shown}"` : quoted(`${name}: ${shown}`));
  }
  if (call.body) parts.push("-d", quoted(call.body));
  parts.push(quoted(location.origin + call.address));
  return parts.join(" ");
}

function pretty(text, media) {
  if (!media.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function show(outcome, answer) {
  const media = answer.headers.get("content-type") || "";
  const blob = await answer.blob();
  const words = /json|xml|text|bibtex|research-info/.test(media);
  const text = words ? pretty(await blob.text(), media) : `${blob.size} B ${media}`;
  const more = text.length > MOST_SHOWN ? "\n…" : "";
  outcome.querySelector(".body").textContent = text.slice(0, MOST_SHOWN) + more;
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
  outcome.querySelector(".headers").textContent = headers.join("\n");
  const save = outcome.querySelector(".save");
  if (save.href) URL.revokeObjectURL(save.href);
  save.href = URL.createObjectURL(blob);
  save.download = new URL(answer.url).pathname.split("/").pop() || "answer";
  save.hidden = !answer.ok || blob.size === 0;
}

async function attempt(form) {
  const outcome = form.parentElement.querySelector(".outcome");
  const call = callOf(form);
  const status = form.parentElement.querySelector(".status");
  const said = (text, good) => {
    status.textContent = text;
    status.classList.toggle("bad-status", !good);
  };
  said("…", true);
  outcome.querySelector(".curl").textContent = curlOf(call);
  const { method, headers, body } = call;
  try {
    const answer = await fetch(call.address, { method, headers, body, credentials: "omit" });
    await show(outcome, answer);
    outcome.hidden = false;
    said(`${answer.status} ${answer.statusText}`, answer.ok);
  } catch {
    outcome.hidden = true;
    said(form.dataset.failed, false);
  }
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.classList.contains("try")) attempt(event.target);
});

// An address within the page opens what it leads to.
function open() {
  const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (found && found.tagName === "DETAILS") found.open = true;
}
addEventListener("hashchange", open);
open();
