#include "services/authoring/ParameterTables.h"

// Servers that evaluate their own models.

namespace assay::parameters {

using enum FieldKind;

// clang-format off
/// Source: services/backends/llamastack (EvalRequest.h) of this program, which makes a Llama Stack request of them; the limits are those
/// of the server's specification and of the contract, section 3.3.
QList<ParameterInfo> llamaStack()
{
    return {
        numExamples(QT_TRANSLATE_NOOP("assay", "The first so many rows are asked. Empty: all of them.")),
        {.field = {.path = "parameters/max_tokens", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Longest Answer"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Where an answer is cut. Empty: 256, because the server fails without a limit."),
                   .lowest = 1, .unitText = QT_TRANSLATE_NOOP("assay", "tokens")}, .standard = 256},
        {.field = {.path = "parameters/temperature", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Temperature"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Above 0, words are drawn by their likelihood. The server's own evaluator does not pass it on. Empty: 0."),
                   .lowest = 0, .highest = 100}, .standard = 0},
        {.field = {.path = "parameters/top_p", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Top P"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Only the likeliest words up to this share are drawn from; counts with a temperature above 0. Empty: 0.95."),
                   .lowest = 0, .highest = 1}, .standard = 0.95},
        {.field = {.path = "parameters/top_k", .kind = Integer, .titleText = QT_TRANSLATE_NOOP("assay", "Top K"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Only so many of the likeliest words are drawn from; counts before temperature and top P. Empty: not used."),
                   .lowest = 1}},
        {.field = {.path = "parameters/repetition_penalty", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Repetition Penalty"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Above 1, words that were said already become less likely. Empty: the server's own, 1."),
                   .lowest = 0, .highest = 100}},
        {.field = {.path = "parameters/stop", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Stop Texts"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "An answer ends where one of these would come, one a line. The server's own evaluator passes them on for completions only.")}},
        {.field = {.path = "parameters/system_message", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "System Message"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Stands in front of every question. The server's own evaluator fails with one, up to version 0.7: put it into the rows.")}},
        {.field = {.path = "parameters/scoring_params", .kind = Scoring, .titleText = QT_TRANSLATE_NOOP("assay", "Scoring Parameters"),
                   .helpText = QT_TRANSLATE_NOOP("assay", "Choose a scoring function and say how it scores. What is left empty, the function's own definition says.")}},
    };
}
// clang-format on

} // namespace assay::parameters
