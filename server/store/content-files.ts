import type { Collection } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { nanoid } from 'nanoid';
import type { ContentStores, StoredFile } from '../ports/content-stores.ts';

interface FileDoc {
  _id: string;
  length: number;
  filename: string;
  uploadDate: Date;
  metadata: Omit<StoredFile, 'id' | 'at' | 'size' | 'name'>;
}
const CHUNK_BYTES = 255 * 1024;
/** Unguessable: a file's id is part of what a signed path protects. */
const ID_LENGTH = 24;

const toFile = (doc: FileDoc): StoredFile => ({
  id: doc._id,
  name: doc.filename,
  size: doc.length,
  at: doc.uploadDate,
  ...doc.metadata,
});

/** Stored files in GridFS. The bytes are written before the entry that names them, so a half-written file is never seen. */
export const createFileStore = (connection: Connection): ContentStores['files'] => {
  const bucketOf = () => {
    const { db } = connection;
    if (!db) throw new Error('the database is not open');
    return new mongoose.mongo.GridFSBucket(db, { bucketName: 'files', chunkSizeBytes: CHUNK_BYTES });
  };
  const docs = connection.collection('files.files') as unknown as Collection<FileDoc>;
  const chunks = connection.collection('files.chunks');
  const meta = async (id: string): Promise<StoredFile | undefined> => {
    const doc = await docs.findOne({ _id: id });
    return doc ? toFile(doc) : undefined;
  };
  return {
    save: async (_scope, file, data) => {
      const { name, ...metadata } = file;
      const id = nanoid(ID_LENGTH);
      const stream = bucketOf().openUploadStreamWithId(id as never, name, { metadata });
      await new Promise<void>((resolve, reject) => {
        stream.once('finish', () => resolve());
        stream.once('error', reject);
        stream.end(data);
      });
      return { id, name, size: data.byteLength, at: new Date(), ...metadata };
    },
    meta: (_scope, id) => meta(id),
    read: async (_scope, id) => {
      if (!(await meta(id))) return undefined;
      const parts: Buffer[] = [];
      for await (const part of bucketOf().openDownloadStream(id as never)) parts.push(part as Buffer);
      return Buffer.concat(parts);
    },
    stream: (_scope, id, { from, to }) =>
      bucketOf().openDownloadStream(id as never, { start: from, end: to + 1 }),
    attach: async (_scope, ids, conversationId) => {
      if (ids.length === 0) return;
      await docs.updateMany(
        { _id: { $in: [...ids] } },
        { $set: { 'metadata.conversationId': conversationId } },
      );
    },
    remove: async (_scope, ids) => {
      if (ids.length === 0) return;
      await docs.deleteMany({ _id: { $in: [...ids] } });
      await chunks.deleteMany({ files_id: { $in: [...ids] } as never });
    },
  };
};
