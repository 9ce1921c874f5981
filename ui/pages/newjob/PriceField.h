#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay {

class PriceListModel;
class ProblemLabel;

/// One line to enter what a model costs, where that is missed. It goes into the prices of the settings.
class PriceField : public QWidget {
    Q_OBJECT
public:
    /// The prices outlive it.
    explicit PriceField(PriceListModel &prices, QWidget *parent = nullptr);
    /// Shows it for this model, empty, with the focus in it.
    void open(const QString &model);
    const QString &model() const { return m_model; }
    void retranslate();

Q_SIGNALS:
    void closed(); ///< kept, or given up

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void keep();
    void leave();

    PriceListModel &m_prices;
    QString m_model;
    QLabel *m_title, *m_promptTitle, *m_completionTitle, *m_currencyTitle;
    QLineEdit *m_prompt, *m_completion, *m_currency;
    QPushButton *m_keep, *m_cancel;
    ProblemLabel *m_problem;
};

} // namespace assay
