import type { DialogVersion, DialogView, HttpAction } from '#contracts/dialog.ts';
import type { DialogDoc, DialogVersionDoc, HttpActionDoc } from '../ports/dialog-stores.ts';
import { given, iso, isoOf } from './given.ts';

export const presentDialog = ({ publishedAt, updatedAt, ...rest }: DialogDoc): DialogView =>
  given({ ...rest, publishedAt: isoOf(publishedAt), updatedAt: iso(updatedAt) });

export const presentDialogVersion = ({
  id: _id,
  dialogId: _dialog,
  at,
  ...rest
}: DialogVersionDoc): DialogVersion => ({ ...rest, at: iso(at) });

/** The secret itself is never told. */
export const presentHttpAction = ({ secret, updatedAt: _updated, ...rest }: HttpActionDoc): HttpAction => ({
  ...rest,
  secretSet: secret !== '',
});
