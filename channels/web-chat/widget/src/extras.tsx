import { Article } from './Article.tsx';
import sheet from './extras.css?inline';
import { PreChat } from './PreChat.tsx';
import { Recorder } from './Recorder.tsx';

/** What most visitors never need, in one file that is loaded when the first of it is. */
export const extras = { Article, PreChat, Recorder, sheet };
