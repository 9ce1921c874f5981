#pragma once

#include "ui/pages/settings/SettingRow.h"

class QPushButton;
class QTableView;

namespace assay {

class Heading;
class PriceListModel;

/// What models cost, as a table that is typed into. A text that cannot be taken is told, and its cell stays as it was.
class PricesRow final : public SettingRow {
    Q_OBJECT
public:
    /// The prices outlive it.
    PricesRow(PriceListModel &prices, QWidget *parent);
    void retranslate() override;

Q_SIGNALS:
    void failed(const QString &sentence); ///< they could not be saved

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTable();
    void connectParts();
    void add();
    void removeCurrent();
    void updateState();
    void fitHeight();

    PriceListModel &m_prices;
    QTableView *m_table;
    Heading *m_none;
    QPushButton *m_add, *m_remove, *m_undo, *m_redo;
};

} // namespace assay
