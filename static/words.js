// Words that somebody is writing: saved as they pause, kept in the page while they can't be, and never lost.
// Without this file the same forms work by their button.
{
  const WORDS = document.currentScript.dataset; // in the language of the page
  const PAUSE = 1000;
  const LONGEST_WAIT = 30000;

  const keep = (form) => {
    const said = form.querySelector("[data-words-said]");
    const onSend = form.hasAttribute("data-words-now"); // sent by its button alone: a thought, a thing to try
    const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");
    const snapshot = () => JSON.stringify(fields().map((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value)));
    let known = snapshot();
    let timer = 0;
    let wait = 2000;
    let sending = false;
    let asking = null;

    const say = (words) => {
      if (said && said.textContent !== words) said.textContent = words;
    };
    const isDirty = () => snapshot() !== known;
    const later = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(send, ms);
    };
    const ask = (words, yes, act) => {
      asking?.remove();
      asking = document.createElement("div");
      asking.className = "notice soon";
      asking.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = words;
      asking.append(text);
      if (yes) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "secondary small";
        button.textContent = yes;
        button.addEventListener("click", act);
        asking.append(button);
      }
      form.append(asking);
    };
    const settle = () => {
      asking?.remove();
      asking = null;
      wait = 2000;
    };
    // After signing in elsewhere the form's token is another one: the page itself has it.
    const freshToken = async () => {
      const answer = await fetch(location.pathname, { headers: { "X-Words": "1" }, redirect: "manual" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("[name=csrfmiddlewaretoken]");
      if (!token) return false;
      for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token.value;
      return true;
    };
    const signedOut = () => {
      say(WORDS.unsaved);
      ask(WORDS.signedOut, WORDS.signIn, () =>
        window.open("/accounts/login/", "_blank", "noopener"),
      );
    };

    const send = async () => {
      clearTimeout(timer);
      if (sending || (!isDirty() && !onSend)) return;
      sending = true;
      const sent = snapshot();
      say(WORDS.saving);
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          headers: { "X-Words": "1" },
          body: new URLSearchParams(new FormData(form)),
          redirect: "manual",
        });
        const isJson = (answer.headers.get("Content-Type") || "").includes("json");
        const told = isJson ? await answer.json() : {};
        if (answer.type === "opaqueredirect" && onSend) {
          known = snapshot();
          location.reload();
        } else if (answer.status === 200 && told.code === "saved") {
          known = sent;
          settle();
          form.elements.revision.value = told.revision;
          for (const after of document.querySelectorAll("form[data-words-after]"))
            if (after.dataset.wordsAfter === new URL(form.action).pathname) after.elements.revision.value = told.revision;
          say(told.detail);
          if (isDirty()) later(PAUSE);
        } else if (told.code === "changed_elsewhere") {
          for (const [name, value] of Object.entries(told.words)) if (form.elements[name]) form.elements[name].value = value;
          form.elements.revision.value = told.revision;
          ask(told.detail, "", null);
          say(WORDS.unsaved);
        } else if (told.code === "looks_like_client") {
          say(WORDS.unsaved);
          ask(told.detail, WORDS.sure, () => {
            form.elements.sure.value = told.found.join(",");
            settle();
            if (onSend) form.requestSubmit();
            else send();
          });
        } else if (told.code === "signed_out") {
          signedOut();
        } else if (told.code === "stale") {
          if (await freshToken()) later(100);
          else signedOut();
        } else if (answer.type === "opaqueredirect") {
          signedOut();
        } else if (told.detail) {
          say(WORDS.unsaved);
          ask(told.detail, "", null);
        } else {
          throw new Error(String(answer.status));
        }
      } catch {
        say(WORDS.offline);
        later(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      } finally {
        sending = false;
      }
    };

    form.addEventListener("input", () => {
      if (onSend) return;
      say(WORDS.unsaved);
      later(PAUSE);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    const again = () => {
      if (isDirty() && !onSend && !sending) later(100);
    };
    window.addEventListener("online", again);
    window.addEventListener("focus", again);
    window.addEventListener("beforeunload", (event) => {
      if (isDirty()) event.preventDefault();
    });
    // A last try as the page goes; where it says that the words were changed elsewhere, they are kept aside there.
    window.addEventListener("pagehide", () => {
      if (isDirty() && !onSend) navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form)));
    });
  };

  for (const form of document.querySelectorAll("form[data-words]")) keep(form);
  // A panel that was swapped in brings forms of its own.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = document.getElementById(event.detail.target.id);
    for (const form of target?.querySelectorAll("form[data-words]") ?? []) keep(form);
  });
}
