import type { Job, Workflow } from './answers.ts';
import type { CircleciApi } from './api.ts';
import { isWorkflowOver } from './state.ts';

/** Ends what of a pipeline is not over yet. */
export async function endWorkflows(api: CircleciApi, pipeline: string): Promise<void> {
  for (const workflow of await api.workflows(pipeline))
    if (!isWorkflowOver(workflow)) await api.cancel(workflow.id);
}

/** Opens the gate that an approval job is. */
export async function approve(api: CircleciApi, workflow: Workflow, job: Job): Promise<void> {
  const request = job.approval_request_id;
  if (typeof request === 'string') await api.approve(workflow.id, request);
}
