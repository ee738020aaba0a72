import type { Citation } from '#contracts/message.ts';
import type { Host, WidgetLanguage } from './host.ts';
import type { Session, View } from './session.ts';
import type { Words } from './words.ja.ts';

/** What every part of the panel gets. */
export interface Ui {
  host: Host;
  session: Session;
  view: View;
  words: Words;
  language: WidgetLanguage;
  showArticle(citation: Citation): void;
}

/** Files the server names by a path are on its own origin. */
export const absolute = (base: string, url: string): string => new URL(url, base).href;
