import { JenkinsService } from './jenkins/jenkins-service.ts';
import { jenkinsHistory } from './jenkins/ordinary.ts';
import { jenkinsSettings } from './jenkins/settings.ts';
import { storageVariable } from './http/trust.ts';
import { describeOrder } from './jenkins/order.ts';
import type { CiMember } from './service.ts';

/**
 * Jenkins. The job declares the parameters that the project's settings fill, `RETRIAL_BATCH` beside them, and checks out the
 * commit it is handed. It keeps the reports as artifacts, or has its `junit` step read them.
 */
export const jenkins = {
  name: 'jenkins',
  about: 'Runs tests in a parameterised job of Jenkins, on as many machines as the job takes.',
  trigger: 'api',
  variables: [
    {
      name: 'JENKINS_URL',
      about: 'Where Jenkins is, with its path, such as https://ci.example.com/jenkins.',
      required: true,
      // Jenkins sets it in every build of its own.
      isShared: true,
    },
    { name: 'JENKINS_USER', about: 'The user the token belongs to.', required: true },
    {
      name: 'JENKINS_TOKEN',
      about: 'An API token of that user, who may read, build and cancel the jobs.',
      required: true,
    },
    {
      name: 'JENKINS_JOBS',
      about:
        'The jobs that each repository may start, with commas between them: acme/shop=team/repeat, or acme/shop=team/* for all of a folder.',
      required: true,
    },
    storageVariable,
  ],
  settings: jenkinsSettings,
  history: jenkinsHistory,
  create: (parts) => new JenkinsService(parts),
  describe: describeOrder,
} satisfies CiMember;
