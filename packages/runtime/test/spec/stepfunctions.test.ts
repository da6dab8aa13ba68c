import { playTranscripts } from '../spec.ts';

playTranscripts('stepfunctions');
