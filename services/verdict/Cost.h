#pragma once

#include "services/verdict/Estimate.h"

#include <QMap>
#include <QStringList>

// What tokens cost, by prices that the user entered; nothing here knows a price of its own. Pure functions, any thread.

namespace assay {

/// What asking a model costs.
struct ModelPrice {
    QString model; ///< a name, or a pattern with `*` for any characters; upper and lower case are the same
    QString currency; ///< three letters of ISO 4217, "USD"
    std::optional<double> prompt, completion; ///< for a million tokens, 0 or more; none: not entered
    std::optional<double> request; ///< for one request beside its tokens; none: nothing
    /// One that is not complete yet counts as none.
    bool isComplete() const { return prompt && completion; }
    bool operator==(const ModelPrice &) const = default;
};

/// The complete price that fits a model best: its own name, then the pattern with most characters beside its `*`, then
/// the first of the list. Null: none fits.
const ModelPrice *priceFor(const QList<ModelPrice> &prices, const QString &model);

/// Amounts of different currencies are never added together, and what is not known is not zero.
struct Cost {
    QMap<QString, double> amounts; ///< by currency; empty: not known, or nothing was to be paid
    QStringList unpriced; ///< models without a price, each once
    bool missing = false; ///< more is used than the amounts count: how many tokens is not known
    bool estimated = false; ///< of tokens that were not counted yet
    bool assumed = false; ///< of tokens that are an assumption, at least in part
    bool recorded = false; ///< the answers are recorded: nobody is asked for them
    QStringList bases; ///< sentences: what the amounts rest on
    bool isAtLeast() const { return !amounts.isEmpty() && (missing || !unpriced.isEmpty()); }
    bool operator==(const Cost &) const = default;
};

/// What the benchmarks of an estimate will cost. Tokens that no earlier run divides into prompt and answer are taken at
/// the higher of the two prices.
Cost plannedCost(const Estimate &estimate, const ModelTarget &model, const QList<ModelPrice> &prices);
/// Recorded only where all are.
Cost costTogether(const QList<Cost> &costs);

/// What the results of a run tell about its tokens (`assay.tokens` of each, as the local engine and its imports write
/// them).
struct RunTokens {
    double prompt = 0, completion = 0;
    double requests = 0; ///< that were answered
    double unknownItems = 0; ///< requests without known tokens; those that failed are among them
    int untold = 0; ///< benchmarks that ran and tell no tokens at all
    int told = 0; ///< benchmarks that do
    bool recorded = false; ///< recorded or stored answers were scored, at least in part
    bool judged = false; ///< a judge was asked too; its tokens are in none of these numbers
    bool isComplete() const { return told > 0 && untold == 0 && unknownItems == 0; }
    bool operator==(const RunTokens &) const = default;
};
RunTokens runTokens(const Job &job);

/// The tokens of a run at the price of its model, computed here: what a server says of its own costs is not in it. Of
/// recorded answers: what asking for them would cost.
Cost runCost(const RunTokens &tokens, const QString &model, const QList<ModelPrice> &prices);

} // namespace assay
