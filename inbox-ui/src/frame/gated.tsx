import type { ComponentType } from 'react';
import { errorWords } from '../i18n/i18n.ts';
import type { Scene } from '../scene-registry.ts';
import { useSession } from '../state/session.ts';
import css from './unreachable.module.css';

/** The scene for who may see it; who came by its address without the right reads so, and nothing is asked of the server. */
export const gated = (scene: Scene, Inner: ComponentType): ComponentType => {
  const Gated = () => {
    const { abilities } = useSession();
    if (scene.ability === undefined || abilities[scene.ability] === true) return <Inner />;
    return (
      <div className={css.page} role="alert">
        <p>{errorWords('not-allowed')}</p>
      </div>
    );
  };
  return Gated;
};
