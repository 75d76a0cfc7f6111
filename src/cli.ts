#!/usr/bin/env node
import { outliveReaders } from './terminal/output.ts';
import { runProgram } from './terminal/program.ts';

outliveReaders();
process.exitCode = await runProgram(process.argv.slice(2));
