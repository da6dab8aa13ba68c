import { playTranscripts } from '../spec.ts';

playTranscripts('cloudwatch');
