import { Menu } from '@mantine/core';
import { IconArticle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { api, errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { sayFailed } from '../../state/undo.ts';
import { useGo } from '../page/use-page-search.ts';

/** Turns a resolved conversation into an article draft, without names and addresses; it opens to be read before it is published. */
export const ArticleItem = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const go = useGo();
  const may = useSession().abilities['manage-articles'] === true;
  if (!may || conversation.status !== 'resolved') return null;
  const make = async (): Promise<void> => {
    try {
      const { articleId } = await api.botLearning.fromConversation({ id: conversation.id });
      go(`/articles/${articleId}`);
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <Menu.Item leftSection={<IconArticle size={16} stroke={1.6} />} onClick={() => void make()}>
      {t('action.makeArticle')}
    </Menu.Item>
  );
};
