#pragma once

#include "models/metrics/MetricTableModel.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace assay {

class ProblemLabel;

/// The fields of one metric. What is typed is taken when a field is left, or at Enter; what cannot be taken stays, with the reason.
class MetricForm : public QWidget {
    Q_OBJECT
public:
    explicit MetricForm(MetricTableModel &model, QWidget *parent = nullptr);
    /// -1: none.
    void showRow(int row);
    void focusName();

protected:
    void changeEvent(QEvent *event) override;

private:
    QLineEdit *addLine(const char *name);
    QComboBox *addChoice(const char *name);
    void addField(const char *name, QWidget *control);
    void fill();
    void take();
    void tell(const QString &field, const QString &message);
    void retranslate();

    struct Field {
        QString name; ///< as in the file
        QLabel *label;
        QWidget *control;
        ProblemLabel *problem;
    };
    MetricTableModel &m_model;
    QFormLayout *m_layout;
    QList<Field> m_fields;
    QLineEdit *m_names, *m_pattern, *m_title, *m_suffix, *m_lowest, *m_highest;
    QComboBox *m_unit, *m_direction, *m_interval;
    QSpinBox *m_decimals; ///< -1: automatic
    int m_row = -1;
    bool m_filling = false;
};

} // namespace assay
