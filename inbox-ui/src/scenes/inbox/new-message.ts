import { createStore } from '../../state/store.ts';

/** The new-message dialog: open when set; a customer may be chosen beforehand. */
export const newMessage = createStore<{ customerId?: string } | undefined>(undefined);
