// Connects this browser for messages: the page of messages has the button, a plain form that carries the answer,
// and the words.
{
  const form = document.querySelector("form[data-push-key]");
  const told = document.querySelector("[data-push-said]");
  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const subscribe = async () => {
    const key = await fetch(form.dataset.pushKey, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!key.ok) throw new Error("no key");
    await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    return worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(await key.text()),
    });
  };
  if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.subscription.value) return;
      event.preventDefault();
      try {
        if ((await Notification.requestPermission()) !== "granted") {
          told.textContent = form.dataset.pushRefused;
          return;
        }
        form.elements.subscription.value = JSON.stringify(await subscribe());
        form.submit();
      } catch {
        told.textContent = form.dataset.pushFailed;
      }
    });
  }
}
