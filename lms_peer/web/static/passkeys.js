// Asks the phone or computer for a passkey, and sends its answer. The page says what to do without a passkey.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const page = document.getElementById("passkey");
const told = document.getElementById("passkey-told");
const again = document.getElementById("passkey-go");

function asked() {
  const options = JSON.parse(page.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"])
    options[list] = (options[list] || []).map((one) => ({ ...one, id: bytes(one.id) }));
  return { publicKey: options };
}

function answered(found) {
  const response = { clientDataJSON: text(found.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (found.response[part]) response[part] = text(found.response[part]);
  if (found.response.getTransports) response.transports = found.response.getTransports();
  return JSON.stringify({
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response,
    extensions: JSON.stringify(found.getClientExtensionResults()),
  });
}

async function ask() {
  told.textContent = "";
  again.hidden = true;
  try {
    const found = await navigator.credentials[page.dataset.deed](asked());
    const form = document.getElementById("passkey-answer");
    form.elements.credential.value = answered(found);
    form.submit();
  } catch {
    told.textContent = page.dataset.failed;
    again.hidden = false;
  }
}

again.addEventListener("click", ask);
ask();
