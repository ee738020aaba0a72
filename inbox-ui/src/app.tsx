import { QueryClient } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import i18next from 'i18next';
import { errorCode, mayPass } from './api/client.ts';
import { Frame } from './frame/Frame.tsx';
import { gated } from './frame/gated.tsx';
import { Unreachable } from './frame/Unreachable.tsx';
import { currentLanguage, setLanguage } from './i18n/i18n.ts';
import { SCENES } from './scene-registry.ts';
import { readInboxSearch } from './state/inbox-search.ts';
import { sessionOptions } from './state/session.ts';

/** One cache for the whole page. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && mayPass(error),
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
  },
});

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: () => <Navigate to="/" /> });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  /** `step`: the password was right, the code of the second step is asked for. */
  validateSearch: (raw: Record<string, unknown>): { next?: string; step?: true } => ({
    ...(typeof raw.next === 'string' && raw.next.startsWith('/') && !raw.next.startsWith('//')
      ? { next: raw.next }
      : {}),
    ...(raw.step === true ? { step: true as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./scenes/login/LoginScene.tsx'), 'LoginScene'),
});

const redeemRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/redeem',
  validateSearch: (raw: Record<string, unknown>): { token: string } => ({
    token: typeof raw.token === 'string' ? raw.token : '',
  }),
  component: lazyRouteComponent(() => import('./scenes/login/RedeemScene.tsx'), 'RedeemScene'),
});

const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: async ({ location }) => {
    try {
      const session = await queryClient.ensureQueryData(sessionOptions());
      if (
        session.preferences.language !== currentLanguage() &&
        !new URLSearchParams(window.location.search).has('lang')
      )
        await setLanguage(session.preferences.language);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'sign-in-required' || code === 'account-disabled')
        throw redirect({ to: '/login', search: { next: location.href } });
      throw error;
    }
  },
  component: Frame,
  errorComponent: Unreachable,
});

const inboxRoute = createRoute({
  getParentRoute: () => frameRoute,
  id: 'inbox',
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import('./scenes/inbox/InboxScene.tsx'), 'InboxScene'),
});
const inboxIndexRoute = createRoute({ getParentRoute: () => inboxRoute, path: '/' });
const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/conversations/$conversationId',
});

const sceneRoutes = SCENES.flatMap((scene) => {
  const component = lazyRouteComponent(async () => ({ Scene: gated(scene, await scene.load()) }), 'Scene');
  const loader = () => i18next.loadNamespaces([scene.name, ...(scene.words ?? [])]);
  return [scene.path, `${scene.path}/$`].map((path) =>
    createRoute({ getParentRoute: () => frameRoute, path, component, loader }),
  );
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  redeemRoute,
  frameRoute.addChildren([inboxRoute.addChildren([inboxIndexRoute, conversationRoute]), ...sceneRoutes]),
]);

export const router = createRouter({ routeTree, defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
