#include "services/engine/scoring/IfEvalChecks.h"
#include "services/engine/scoring/Params.h"
#include "services/engine/scoring/Scorers.h"

#include <QCoreApplication>

namespace assay::engine::scoring {

namespace {

/// Instruction following: the share of a row's instructions that the answer follows, weighted by their number.
class IfEval final : public Scorer {
    using Scorer::Scorer;

    static json argumentsOf(const json &row, std::size_t index)
    {
        const json &all = column(row, "kwargs");
        if (!all.is_array())
            throw PyError(
                "TypeError", QCoreApplication::translate("assay", "The column \"kwargs\" must be a list of objects."));
        if (index >= all.size())
            throw PyError("IndexError",
                QCoreApplication::translate("assay",
                    "The column \"kwargs\" is shorter than "
                    "\"instruction_id_list\"."));
        if (!all[index].is_object())
            throw PyError("AttributeError",
                QCoreApplication::translate("assay", "The column \"kwargs\" must be a list of objects."));
        json given = json::object();
        for (const auto &[name, value] : all[index].items()) {
            if (!value.is_null())
                given[name] = value;
        }
        return given;
    }

    RowScore scoreRow(const json &row) const override
    {
        const json &instructions = column(row, "instruction_id_list");
        const QString answer = pyStrip(QString::fromStdString(textColumn(row, "generated_answer", "AttributeError")));
        if (!instructions.is_array())
            throw PyError("TypeError",
                QCoreApplication::translate("assay", "The column \"instruction_id_list\" must be a list of texts."));
        int followed = 0;
        for (std::size_t i = 0; i < instructions.size(); ++i) {
            const IfEvalCheck check = checkFor(instructions[i], row, i);
            followed += !answer.isEmpty() && check(answer);
        }
        const auto count = static_cast<double>(instructions.size());
        RowScore result;
        result.value = json { { "score", instructions.empty() ? 0.0 : followed / count }, { "weight", count } };
        return result;
    }

    static IfEvalCheck checkFor(const json &instruction, const json &row, std::size_t index)
    {
        if (!instruction.is_string())
            throw PyError("KeyError",
                QCoreApplication::translate("assay", "The column \"instruction_id_list\" must be a list of texts."));
        const QString name = toQString(instruction);
        return ifEvalCheck(name, isIfEvalInstruction(name) ? argumentsOf(row, index) : json::object());
    }
};

} // namespace

ScorerPtr makeIfEval(const QString &id, const json &params)
{
    return std::make_shared<IfEval>(id, stackParams(id, params).aggregations);
}

} // namespace assay::engine::scoring
