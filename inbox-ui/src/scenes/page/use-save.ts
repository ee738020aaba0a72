import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode, errorFields } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';

/**
 * One write: busy while it runs, its failure in words and the fields it is about, and the lists that it changes read again. `run` answers whether it was done.
 * On a version conflict the lists are read again too.
 */
export const useSave = (...stale: QueryKey[]) => {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const [fields, setFields] = useState<readonly string[]>([]);
  const reread = (): Promise<unknown> =>
    Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
  const run = async (write: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailed(undefined);
    setFields([]);
    try {
      await write();
      await reread();
      return true;
    } catch (error) {
      const code = errorCode(error);
      setFailed(errorWords(code));
      setFields(errorFields(error));
      if (code === 'version-conflict') await reread();
      return false;
    } finally {
      setBusy(false);
    }
  };
  /** Whether the server refused this field: it is marked where it stands. */
  const refused = (field: string): boolean =>
    fields.some((one) => one === field || one.startsWith(`${field}.`));
  return { busy, failed, refused, run };
};
