import { playTranscripts } from '../spec.ts';

playTranscripts('codepipeline');
