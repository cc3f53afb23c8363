import { Type } from '@sinclair/typebox';
import type { CollectorFactory } from './collector.ts';
import { readTracerConfig } from './config.ts';
import { TraceError } from './errors.ts';
import { watchPrestate } from './prestate.ts';
import { diffImages, imagesJson, isEmptyImage } from './prestateImage.ts';

const PrestateConfig = Type.Object({
  diffMode: Type.Optional(Type.Boolean()),
  disableCode: Type.Optional(Type.Boolean()),
  disableStorage: Type.Optional(Type.Boolean()),
  includeEmpty: Type.Optional(Type.Boolean()),
});

/**
 * geth's prestateTracer: the accounts and slots that a transaction needs, as they were before it; in diff mode only what
 * it changed, before and after.
 */
export const createPrestateTracer: CollectorFactory = (config, subject, budget) => {
  const options = readTracerConfig(PrestateConfig, config);
  const { diffMode = false, disableCode = false, disableStorage = false, includeEmpty = false } = options;
  if (diffMode && includeEmpty) throw new TraceError('bad-config', 'cannot use diffMode with includeEmpty');
  const { hooks, images, deleted } = watchPrestate(subject, budget, disableStorage);
  return {
    hooks,
    result({ after }) {
      const print = { disableCode, disableStorage };
      if (diffMode) return diffImages(images, deleted, after, print);
      const shown = includeEmpty ? images : new Map([...images].filter(([, image]) => !isEmptyImage(image)));
      return imagesJson(shown, print);
    },
  };
};
