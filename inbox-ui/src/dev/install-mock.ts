import type { Language } from '#contracts/time.ts';
import type { Connection } from '../socket/connection.ts';
import { replaceConnection } from '../socket/live.ts';
import { ROUTES } from './mock-routes.ts';
import { type Json, MockServer, Refusal } from './mock-server.ts';

const PHOTO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 420"><rect width="600" height="420" fill="#cfc3b3"/><rect y="330" width="600" height="90" fill="#a5866a"/><ellipse cx="300" cy="200" rx="170" ry="140" fill="#f4ead6"/><g stroke="#d9c9a8" stroke-width="7" fill="none"><path d="M140 160q160 40 320 0M130 210q170 44 340 0M150 260q150 40 300 0"/></g><path d="M330 80l-20 60 26 30-22 40" stroke="#4a3a2a" stroke-width="8" fill="none"/></svg>`;

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const answer = async (server: MockServer, request: Request): Promise<Response> => {
  const url = new URL(request.url);
  const path = url.pathname.replace('/api/v1', '');
  const found = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path));
  if (found === undefined) return json({ error: { code: 'not-found', message: path } }, 404);
  const ids = (found[1].exec(path) ?? []).slice(1).map(decodeURIComponent);
  const text = request.method === 'GET' ? '' : await request.text();
  try {
    return json(found[2](server, ids, url.searchParams, text === '' ? {} : (JSON.parse(text) as Json)));
  } catch (error) {
    if (error instanceof Refusal)
      return json({ error: { code: error.message, message: error.message } }, error.status);
    throw error;
  }
};

const never = (): Promise<Response> => new Promise(() => undefined);

const intercept = (server: MockServer): void => {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (pathname === '/api/auth/sign-in/email') {
      const body = (await request.json()) as Json;
      server.signedIn = body.password === 'correct horse';
      return json({}, server.signedIn ? 200 : 401);
    }
    if (pathname.startsWith('/api/auth')) return json({});
    if (!pathname.startsWith('/api/v1')) return real(input, init);
    if (server.state === 'offline' && request.method === 'POST') throw new TypeError('offline');
    if (
      server.state === 'loading' &&
      /^\/api\/v1\/(conversations|customers)/.test(pathname) &&
      !pathname.endsWith('counts')
    )
      return never();
    if (pathname === '/api/v1/files')
      return json({
        fileId: 'f1',
        name: 'photo.jpg',
        mime: 'image/jpeg',
        size: 1_200_000,
        kind: 'image',
        status: 'stored',
      });
    await new Promise((resolve) => setTimeout(resolve, 30));
    return answer(server, request);
  };
};

const connection = (server: MockServer): Connection => {
  const handlers = new Map<string, (data: unknown) => void>();
  server.push = (name, data) => handlers.get(name)?.(data);
  const request = async (name: string, data: Json): Promise<unknown> => {
    const id = String(data.conversationId ?? '');
    if (server.state === 'offline') return { ok: false, code: 'unreachable' };
    try {
      if (name === 'conversation.watch') {
        const viewing = id === 'c-48213';
        setTimeout(
          () =>
            server.push('viewers.changed', {
              conversationId: id,
              viewers: viewing ? ['mori', 'sato'] : ['sato'],
              typing: [],
              customerTyping: viewing,
            }),
          60,
        );
        const after = Number(data.afterSeq);
        return {
          ok: true,
          conversation: server.view(id),
          messages: server.thread(id).filter((one) => one.seq > after),
          viewers: ['sato'],
          typing: [],
        };
      }
      if (name === 'message.send') {
        await new Promise((resolve) => setTimeout(resolve, 300));
        const sent = server.send(id, data);
        if (data.thenResolve === true) server.change(id, { status: 'resolved' });
        return { ok: true, ...sent };
      }
      return { ok: true, state: data.state };
    } catch (error) {
      return { ok: false, code: error instanceof Refusal ? error.message : 'internal' };
    }
  };
  return {
    request: request as unknown as Connection['request'],
    on: (name, handler) => handlers.set(name, handler as (data: unknown) => void),
    onStatus: (follower) => {
      follower(true);
      if (server.state === 'offline') setTimeout(() => follower(false), 400);
    },
    close: () => undefined,
  };
};

const offerLater = (server: MockServer): void => {
  if (server.state !== 'offer') return;
  setTimeout(() => {
    const row = server.row('queued-0');
    const escalation = server.view('queued-0').escalation as Json;
    server.push('offer.made', {
      row,
      escalation: {
        ...escalation,
        state: 'offered',
        offerExpiresAt: new Date(Date.now() + 45_000).toISOString(),
      },
    });
  }, 1_500);
};

/** `?mock=1` in vite's dev server: the API and the socket in the browser. `&state=`, `&lang=`, `&theme=` choose. */
export const installMock = (): void => {
  const params = new URLSearchParams(window.location.search);
  const language: Language = params.get('lang') === 'en' ? 'en' : 'ja';
  const server = new MockServer(language, params.get('state') ?? '', params.get('theme') ?? 'light');
  localStorage.setItem('mantine-color-scheme-value', params.get('theme') ?? 'light');
  intercept(server);
  Object.assign(window, { madoguchiMock: server });
  replaceConnection(async () => connection(server));
  offerLater(server);
  if (server.state === 'long') setTimeout(() => server.say('c-48213'), 6_000);
  const photo = URL.createObjectURL(new Blob([PHOTO], { type: 'image/svg+xml' }));
  new MutationObserver(() => {
    for (const image of document.querySelectorAll<HTMLImageElement>('img[src^="/files/"]')) image.src = photo;
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['src'],
  });
};
