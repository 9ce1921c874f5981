#pragma once

#include <QComboBox>
#include <QMap>

namespace assay {

/// One of a few words to filter by, each with how many rows it would leave. The first choice is all of them.
class FacetBox final : public QComboBox {
    Q_OBJECT
public:
    explicit FacetBox(QWidget *parent = nullptr);
    /// Words as keys; titles where the word is not what people read. What is chosen stays chosen, also when nothing has it now.
    void setChoices(const QString &all, const QMap<QString, int> &counts, const QMap<QString, QString> &titles = {});
    QString chosen() const { return currentData().toString(); } ///< empty: all
    void choose(const QString &word);

Q_SIGNALS:
    void chosenChanged(const QString &word);
};

} // namespace assay
