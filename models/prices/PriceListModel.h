#pragma once

#include "models/common/LoadState.h"
#include "services/core/Result.h"
#include "services/verdict/Cost.h"

#include <QAbstractTableModel>
#include <QUndoStack>

namespace assay {

class DraftStore;

/// What models cost, as the user entered it: the one home of prices, for every page that shows what something costs. A
/// change counts at once, is saved, and can be taken back. Nothing can be changed before the saved ones were read. GUI
/// thread.
class PriceListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ModelColumn, CurrencyColumn, PromptColumn, CompletionColumn, RequestColumn, ColumnCount };

    explicit PriceListModel(DraftStore &store, QObject *parent = nullptr);
    /// Harmless when they are there or on their way.
    void load();
    LoadState state() const { return m_state; }
    QString error() const { return m_error; } ///< one sentence, while the state is Failed

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// A text as it is typed, numbers in the language of now; typed() says whether it is taken.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

    const QList<ModelPrice> &prices() const { return m_prices; }
    /// A model's name, its currency or a price, as it is typed: why it cannot be taken, one sentence that names the
    /// field and the fix. Empty: it can. Whether another row has the name is not asked.
    static QString problem(Column column, const QString &text);
    /// The row of this model, made without prices when there is none; -1 while nothing can be changed. Empty: a name to
    /// be typed over.
    int add(const QString &model = {});
    /// In place of the one of the same name, or as a new one; as they are typed, numbers in the language of now.
    /// Error::Invalid: a sentence that names the field; nothing changes then.
    Result<Done> set(const QString &model, const QString &currency, const QString &prompt, const QString &completion);
    bool remove(int row);
    /// What a new price is in: the currency of the last one, else that of the user's country.
    QString usualCurrency() const;
    QUndoStack &undoStack() { return m_stack; }

Q_SIGNALS:
    void stateChanged();
    void pricesChanged();
    void typed(const QString &problem); ///< into a cell; why it is not taken, empty: it is
    void failed(const QString &sentence); ///< they could not be saved

private:
    class Step;
    int rowOf(const QString &model) const;
    void push(const QList<ModelPrice> &after, const QString &text);
    void take(const QList<ModelPrice> &after);
    void show(const QList<ModelPrice> &fresh);
    void fail(const QString &sentence);

    DraftStore &m_store;
    QList<ModelPrice> m_prices;
    QUndoStack m_stack;
    LoadState m_state = LoadState::Idle;
    QString m_error;
};

} // namespace assay
