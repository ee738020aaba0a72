import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Actions, makeActions } from './actions.ts';
import { useSession } from './session.ts';

/** The signed-in agent's actions. */
export const useActions = (): Actions => {
  const client = useQueryClient();
  const me = useSession().agent.id;
  return useMemo(() => makeActions(client, me), [client, me]);
};
