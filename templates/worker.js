// Holdspace's service worker. It keeps what is open to everyone, one page of the organisation's numbers without
// anybody's name, and shows messages that say a time and nothing else.
const KEPT = {{ kept|safe }};
const OPEN = `open-to-everyone-${KEPT.version}`;
const OWN = "of-this-device";
const PATIENCE = 4000;
const HOUR = 3600000;
const AS_NOBODY = { credentials: "omit", redirect: "error", cache: "reload" };

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      // Whole or not at all: if one part does not come, the version before it stays.
      const cache = await caches.open(OPEN);
      await Promise.all(
        [...KEPT.pages, ...KEPT.files].map(async (path) => {
          const answer = await fetch(new Request(path, AS_NOBODY));
          if (!answer.ok) throw new Error("not whole");
          await cache.put(path, answer);
        }),
      );
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (![OPEN, OWN].includes(name)) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

const forget = () => caches.delete(OWN);

// The organisation's own numbers, for whoever is signed in here; anew after an hour, or for another place.
const keepOwn = async (of) => {
  const cache = await caches.open(OWN);
  const address = `${KEPT.own}?of=${encodeURIComponent(of)}`;
  const known = await cache.match(address);
  if (known && Date.now() - Date.parse(known.headers.get("Date")) < HOUR) return;
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" }).catch(() => null);
  if (!answer) return;
  await forget();
  if (answer.ok) await (await caches.open(OWN)).put(address, answer);
};

self.addEventListener("message", (event) => {
  if (event.data && event.data.ownHelpOf) event.waitUntil(keepOwn(String(event.data.ownHelpOf)));
});

const keptPage = async (path) => {
  if (path === KEPT.help && (await caches.has(OWN))) {
    const own = await caches.open(OWN);
    const [first] = await own.keys();
    if (first) return own.match(first);
  }
  const cache = await caches.open(OPEN);
  return (await cache.match(KEPT.pages.includes(path) ? path : KEPT.offline)) || Response.error();
};

// A weak signal is as good as none: what is kept does not wait longer than this.
const soon = (request) =>
  Promise.race([fetch(request), new Promise((_, no) => setTimeout(() => no(new Error("slow")), PATIENCE))]);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === KEPT.signOut) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(
      (async () => {
        try {
          const answer = await (KEPT.pages.includes(pathname) ? soon(request) : fetch(request));
          // Whoever is shown the page to sign in is not signed in here any more.
          if (pathname === KEPT.signIn && answer.ok) event.waitUntil(forget());
          return answer;
        } catch {
          return keptPage(pathname);
        }
      })(),
    );
  } else if (KEPT.files.includes(pathname)) {
    event.respondWith(
      fetch(request).catch(async () => (await (await caches.open(OPEN)).match(pathname)) || Response.error()),
    );
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
