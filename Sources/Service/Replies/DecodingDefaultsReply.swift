import Decoding
import JSON

extension JSONWriter {
    /// What a request without options gets, under the names of the request's fields and of `generation_config.json`.
    mutating func decodingDefaults(_ options: DecodingOptions) {
        object { writer in
            writer.key("max_new_tokens")
            writer.optional(options.maxNewTokens)
            writer.field("max_length", options.maxLength)
            writer.key("min_new_tokens")
            writer.optional(options.minNewTokens)
            writer.field("min_length", options.minLength)
            writer.field("num_beams", options.numBeams)
            writer.field("num_return_sequences", options.numReturnSequences)
            writer.field("length_penalty", options.lengthPenalty)
            writer.key("early_stopping")
            switch options.earlyStopping {
            case .no: writer.value(false)
            case .yes: writer.value(true)
            case .never: writer.value("never")
            }
            writer.field("do_sample", options.doSample)
            writer.field("temperature", options.temperature)
            writer.field("top_k", options.topK)
            writer.field("top_p", options.topP)
            writer.key("min_p")
            writer.optional(options.minP)
            writer.field("typical_p", options.typicalP)
            writer.field("repetition_penalty", options.repetitionPenalty)
            writer.field("no_repeat_ngram_size", options.noRepeatNgramSize)
            writer.field("encoder_repetition_penalty", options.encoderRepetitionPenalty)
            writer.field("encoder_no_repeat_ngram_size", options.encoderNoRepeatNgramSize)
            writer.key("bad_words")
            writer.array { writer in for word in options.badWords { writer.array(of: word.map(Int.init)) } }
            writer.key("forced_bos_token_id")
            writer.optional(options.forcedBOSToken.map(Int.init))
            writer.key("forced_eos_token_id")
            writer.array(of: options.forcedEOSTokens.map(Int.init))
            writer.key("sequence_bias")
            writer.array { writer in
                for entry in options.sequenceBiases {
                    writer.array { writer in
                        writer.array(of: entry.tokens.map(Int.init))
                        writer.value(entry.bias)
                    }
                }
            }
            writer.key("exponential_decay_length_penalty")
            if let growth = options.endTokenGrowth {
                writer.array { writer in
                    writer.value(growth.start)
                    writer.value(growth.factor)
                }
            } else {
                writer.null()
            }
            writer.key("suppress_tokens")
            writer.array(of: options.suppressedTokens.map(Int.init))
            writer.key("begin_suppress_tokens")
            writer.array(of: options.firstSuppressedTokens.map(Int.init))
            writer.field("renormalize_logits", options.renormalizesLogits)
            writer.field("decoder_start_token_id", Int(options.decoderStartToken))
            writer.key("eos_token_id")
            writer.array(of: options.eosTokens.map(Int.init))
            writer.key("pad_token_id")
            writer.optional(options.padToken.map(Int.init))
        }
    }
}
