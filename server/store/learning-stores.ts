import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Answer, LearningStores, Lesson, OpenQuestion } from '../ports/learning-stores.ts';
import type { Tx } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

type AnswerDoc = Doc<Answer> & { sortTitle?: string };
type QuestionDoc = Doc<OpenQuestion> & { settled: boolean };

const BY_TITLE = [
  ['sortTitle', 1],
  ['_id', 1],
] as const;
const NEWEST = [
  ['proposedAt', -1],
  ['_id', -1],
] as const;
/** Examples learned from customers that the bot trains on at most, the newest. */
const MAX_LESSONS = 5_000;
const MAX_ANSWERS = 1_000;

/** One counter for everything the bot learns from answers and lessons; raised in the change's own transaction. */
const REVISION = 'bot-learning';

const toAnswer = ({ sortTitle: _, ...doc }: AnswerDoc): Answer => fromDoc<Answer>(doc as never);
const toQuestion = ({ settled: _, ...doc }: QuestionDoc): OpenQuestion => fromDoc<OpenQuestion>(doc as never);
const toLesson = (doc: Doc<Lesson>): Lesson => fromDoc<Lesson>(doc as never);

type Raise = (tx?: Tx) => Promise<void>;

/** Raises the revision, so that every process's bot learns anew. Also after an erasure. */
export const raiseLearning = async (connection: Connection, tx?: Tx): Promise<void> => {
  await connection
    .collection<{ _id: string; revision: number }>('contentRevisions')
    .updateOne({ _id: REVISION }, { $inc: { revision: 1 } }, { upsert: true, ...sessionOf(tx) });
};

const createAnswers = (
  connection: Connection,
  lessons: Collection<Doc<Lesson>>,
  raise: Raise,
): LearningStores['answers'] => {
  const docs = connection.collection('botAnswers') as unknown as Collection<AnswerDoc>;
  const revisions = connection.collection<{ _id: string; revision: number }>('contentRevisions');
  let kept: { version: string; answers: Answer[]; lessons: Lesson[] } | undefined;
  return {
    list: async (_scope, ask) => {
      const found = await docs
        .find(afterCursor(BY_TITLE, ask.cursor) as never)
        .sort(Object.fromEntries(BY_TITLE))
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found as AnswerDoc[], ask, BY_TITLE, toAnswer);
    },
    get: async (_scope, id) => {
      const doc = await docs.findOne({ _id: id } as never);
      return doc ? toAnswer(doc as AnswerDoc) : undefined;
    },
    live: async () => {
      const version = String((await revisions.findOne({ _id: REVISION }))?.revision ?? 0);
      if (kept?.version === version) return kept;
      const [answers, approved] = await Promise.all([
        docs
          .find({ enabled: true, publishedVersion: { $gte: 1 } } as never)
          .sort({ _id: 1 })
          .limit(MAX_ANSWERS)
          .toArray(),
        lessons
          .find({ state: 'approved' } as never)
          .sort({ proposedAt: -1, _id: -1 })
          .limit(MAX_LESSONS)
          .toArray(),
      ]);
      kept = {
        version,
        answers: (answers as AnswerDoc[]).map(toAnswer),
        lessons: (approved as Doc<Lesson>[]).map(toLesson),
      };
      return kept;
    },
    save: async (_scope, answer, expected, tx) => {
      const { ja, en } = answer.draft.title;
      const doc = { ...toDoc(answer), sortTitle: (ja || en).toLowerCase() };
      const result = await docs.replaceOne(
        { _id: answer.id, ...(expected === undefined ? {} : { version: expected }) } as never,
        doc as never,
        { upsert: expected === undefined, ...sessionOf(tx) },
      );
      if (result.matchedCount + result.upsertedCount === 0) return false;
      await raise(tx);
      return true;
    },
    remove: async (_scope, id, tx) => {
      const { deletedCount } = await docs.deleteOne({ _id: id } as never, sessionOf(tx));
      if (deletedCount > 0) await raise(tx);
      return deletedCount > 0;
    },
  };
};

const createQuestions = (connection: Connection): LearningStores['questions'] => {
  const docs = connection.collection('botQuestions') as unknown as Collection<QuestionDoc>;
  return {
    keep: async (_scope, questions) => {
      if (questions.length === 0) return;
      try {
        await docs.insertMany(questions.map((one) => ({ ...toDoc(one), settled: false })) as never, {
          ordered: false,
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    open: async (_scope, language, limit) =>
      (
        await docs
          .find({ language, settled: false } as never)
          .sort({ at: -1 })
          .limit(limit)
          .maxTimeMS(5_000)
          .toArray()
      ).map((doc) => toQuestion(doc as QuestionDoc)),
    get: async (_scope, id) => {
      const doc = await docs.findOne({ _id: id, settled: false } as never);
      return doc ? toQuestion(doc as QuestionDoc) : undefined;
    },
    settle: async (_scope, ids, tx) =>
      (
        await docs.updateMany(
          { _id: { $in: [...ids] }, settled: false } as never,
          { $set: { settled: true } } as never,
          sessionOf(tx),
        )
      ).modifiedCount,
  };
};

const createLessons = (docs: Collection<Doc<Lesson>>, raise: Raise): LearningStores['lessons'] => ({
  list: async (_scope, ask) => {
    const found = await docs
      .find({ state: ask.state, ...afterCursor(NEWEST, ask.cursor) } as never)
      .sort(Object.fromEntries(NEWEST))
      .limit(ask.limit + 1)
      .toArray();
    return toPage(found as Doc<Lesson>[], ask, NEWEST, toLesson);
  },
  get: async (_scope, id) => {
    const doc = await docs.findOne({ _id: id } as never);
    return doc ? toLesson(doc as Doc<Lesson>) : undefined;
  },
  insert: async (_scope, lessons, tx) => {
    if (lessons.length === 0) return;
    await docs.insertMany(lessons.map(toDoc) as never, sessionOf(tx));
    if (lessons.some(({ state }) => state === 'approved')) await raise(tx);
  },
  decide: async (_scope, id, set, tx) => {
    const doc = await docs.findOneAndUpdate({ _id: id, state: 'pending' } as never, { $set: set } as never, {
      ...sessionOf(tx),
      returnDocument: 'after',
    });
    if (doc && set.state === 'approved') await raise(tx);
    return doc ? toLesson(doc as Doc<Lesson>) : undefined;
  },
});

/** What the operator wrote for the bot to say, what it could not answer, and what it learns from both. */
export const createLearningStores = (connection: Connection): LearningStores => {
  const lessons = connection.collection('botLessons') as unknown as Collection<Doc<Lesson>>;
  const raise: Raise = (tx) => raiseLearning(connection, tx);
  return {
    answers: createAnswers(connection, lessons, raise),
    questions: createQuestions(connection),
    lessons: createLessons(lessons, raise),
  };
};
