import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** The folders of the project. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

interface Config {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: ICruiseOptions & { enhancedResolveOptions: object; tsConfig: { fileName: string } };
}

/** The rules the project is held to. */
export const config = createRequire(import.meta.url)(path.join(ROOT, '.dependency-cruiser.cjs')) as Config;

/** One breach of a rule. */
export interface Breach {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Applies the rules to these folders of `baseDir`. Gives the breaches and the files that were read. */
export async function findBreaches(
  baseDir: string,
  folders: readonly string[],
): Promise<{ breaches: Breach[]; read: string[] }> {
  const { enhancedResolveOptions, tsConfig, ...options } = config.options;
  const result = await cruise(
    [...folders],
    { ...options, baseDir, validate: true, ruleSet: { forbidden: config.forbidden } },
    enhancedResolveOptions,
    { tsConfig: extractTsConfig(path.join(ROOT, tsConfig.fileName)) },
  );
  const { summary, modules } = result.output as ICruiseResult;
  return {
    breaches: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    read: modules.map(({ source }) => source).filter((source) => !source.includes('node_modules')),
  };
}
