import { Article } from './Article.tsx';
import sheet from './extras.css?inline';
import { Help } from './Help.tsx';
import { PreChat } from './PreChat.tsx';
import { Recorder } from './Recorder.tsx';
import { Survey } from './Survey.tsx';

/** What few need, or only at the end, in one file that is loaded when the first of it is needed. */
export const extras = { Article, Help, PreChat, Recorder, Survey, sheet };
