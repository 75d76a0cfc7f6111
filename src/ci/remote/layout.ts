import { z } from 'zod';
import { layoutOf, layouts } from '../../results/layouts.ts';
import { messageOf } from '../../model/errors.ts';

/** How a project says its artifacts are laid out: the name of a known layout, or a pattern with `{i}` in it. */
export const layoutSetting = z
  .string()
  .max(1_000)
  .superRefine((text, context) => {
    if (layouts.some(({ name }) => name === text)) return;
    try {
      layoutOf(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) });
    }
  });
