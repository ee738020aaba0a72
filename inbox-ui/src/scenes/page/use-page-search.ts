import { useNavigate, useParams, useRouterState } from '@tanstack/react-router';

/** What the address says after `?`, as words, and a way to change it in place. `undefined` takes a word out. */
export const usePageSearch = () => {
  const raw: Record<string, unknown> = useRouterState({ select: (state) => state.location.search });
  const navigate = useNavigate();
  const words: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(raw))
    if (typeof value === 'string' || typeof value === 'number') words[key] = String(value);
  const change = (patch: Record<string, string | undefined>): void => {
    const next = Object.fromEntries(
      Object.entries({ ...raw, ...patch }).filter(([, value]) => value !== undefined && value !== ''),
    );
    void navigate({ to: '.', search: next as never, replace: true });
  };
  return [words, change] as const;
};

/** The rest of the path below the scene: `''` on its first page. */
export const useRest = (): string => {
  const params: { _splat?: string } = useParams({ strict: false });
  return params._splat ?? '';
};

/** Goes to a page of a scene by its path. */
export const useGo = (): ((path: string) => void) => {
  const navigate = useNavigate();
  return (path) => void navigate({ to: path });
};
