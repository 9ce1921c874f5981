#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace assay {

class ServedModelListModel;

/// The models that the server itself asks, to be pointed at, each with its status; hidden where the server does not
/// tell. Where its list is broken it says so, and that the name is to be written.
class ServedModelPicker : public QWidget {
    Q_OBJECT
public:
    explicit ServedModelPicker(ServedModelListModel &models, QWidget *parent = nullptr);
    /// The one that is asked now; chooses nothing when it is none of them.
    void setCurrent(const QString &name);

Q_SIGNALS:
    void chosen(const QString &name);

protected:
    void changeEvent(QEvent *event) override;

private:
    void update();
    void retranslate();

    ServedModelListModel &m_models;
    QLabel *m_label, *m_problem;
    QComboBox *m_choice;
    QString m_current;
};

} // namespace assay
