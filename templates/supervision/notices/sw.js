// Holdspace's service worker. It keeps what is open to everyone, and shows messages that say a time and nothing else.
const KEPT = {{ kept|safe }};
const CACHE = "open-to-everyone-1";
const OPEN = { credentials: "omit", redirect: "error" };

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Asked for without cookies: these are the pages a stranger sees.
      for (const path of [KEPT.help, KEPT.offline, ...KEPT.files]) {
        const answer = await fetch(new Request(path, OPEN));
        if (answer.ok) await cache.put(path, answer);
      }
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).catch(async () => {
        const kept = await caches.match(path === KEPT.help ? KEPT.help : KEPT.offline);
        return kept || Response.error();
      }),
    );
  } else if (KEPT.files.includes(path)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(path)) || Response.error()));
  }
});

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // Shown all the same: a device that shows nothing loses its subscription.
  }
  event.waitUntil(
    self.registration.showNotification("Holdspace", {
      body: /^\d\d:\d\d$/.test(told.at || "") ? told.at : "",
      tag: told.tag || "holdspace",
      icon: KEPT.icon,
      data: { path: /^\/(?!\/)/.test(told.path || "") ? told.path : KEPT.inbox },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.path));
});
