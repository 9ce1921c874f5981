#pragma once

#include "services/verdict/Cost.h"

#include <QObject>

namespace assay {

class PriceListModel;
class RunModel;

/// Tokens and cost of a whole run, as its results tell them; counted off the GUI thread whenever they change. GUI
/// thread.
class RunCost : public QObject {
    Q_OBJECT
public:
    /// prices: null where nobody enters any: then only tokens are told. Both outlive this object.
    RunCost(const RunModel &run, PriceListModel *prices, QObject *parent = nullptr);
    /// Of the run as it is shown: benchmarks that were tried again count once, with the result that stands.
    const RunTokens &tokens() const { return m_tokens; }
    /// By the prices of now; none before they are read.
    std::optional<Cost> cost() const;
    /// One line in the language of now; empty while no result tells tokens.
    QString text() const;

Q_SIGNALS:
    void changed();

private:
    void count();

    const RunModel &m_run;
    PriceListModel *m_prices;
    RunTokens m_tokens;
    quint64 m_ticket = 0;
};

} // namespace assay
