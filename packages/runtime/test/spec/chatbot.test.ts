import { playTranscripts } from '../spec.ts';

playTranscripts('chatbot');
